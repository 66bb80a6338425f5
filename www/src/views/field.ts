// One parameter of a plugin as a field of a form.

import type { Lang, Parameter, ParamValue } from '../engine/catalogue.ts';
import { nameOf } from '../data/names.ts';
import { text } from '../text.ts';
import { element } from './element.ts';

export interface Field {
  readonly view: HTMLElement;
  /** What it holds; nothing where it is empty or cannot be read. */
  read(): ParamValue | undefined;
  write(value: ParamValue | undefined): void;
}

interface Control {
  readonly input: HTMLElement;
  read(): ParamValue | undefined;
  write(value: ParamValue | undefined): void;
  readonly hint?: string;
}

function checkbox(id: string): Control {
  const input = element('input', { attributes: { type: 'checkbox', id } });
  return { input, read: () => input.checked, write: (value) => (input.checked = value === true) };
}

/** What a value is called: by the plugin, else by the data model, as columns are. */
export const labelOf = (parameter: Parameter, value: string, lang: Lang) => parameter.labels?.[value]?.[lang] ?? nameOf(value, lang);

function choice(id: string, parameter: Parameter, choices: readonly string[], lang: Lang): Control {
  const options = choices.map((value) => element('option', { attributes: { value } }, labelOf(parameter, value, lang)));
  const input = element('select', { attributes: { id } }, ...options);
  return { input, read: () => input.value, write: (value) => (input.value = String(value ?? choices[0] ?? '')) };
}

function number(id: string, parameter: Parameter): Control {
  const { min, max, type } = parameter;
  const attributes = {
    type: 'number',
    id,
    step: type === 'integer' ? '1' : 'any',
    ...(min === undefined ? {} : { min: String(min) }),
    ...(max === undefined ? {} : { max: String(max) }),
  };
  const input = element('input', { attributes });
  return {
    input,
    read: () => (input.value === '' || !Number.isFinite(input.valueAsNumber) ? undefined : input.valueAsNumber),
    write: (value) => (input.value = value === undefined ? '' : String(value)),
    hint: min !== undefined && max !== undefined ? `${min} – ${max}` : '',
  };
}

function several(id: string, lang: Lang): Control {
  const input = element('input', { attributes: { type: 'text', id } });
  const words = () => input.value.split(/[,，、]/).map((word) => word.trim()).filter((word) => word !== '');
  return {
    input,
    read: words,
    write: (value) => (input.value = Array.isArray(value) ? value.join(', ') : ''),
    hint: text(lang, 'commaList'),
  };
}

/** The condition that every row meets: an empty field says it better. */
const EVERYTHING = 'true';

function line(id: string, parameter: Parameter, lang: Lang): Control {
  const type = parameter.secret ? 'password' : 'text';
  const all = parameter.default === EVERYTHING ? text(lang, 'everything') : '';
  const input = element('input', { attributes: { type, id, autocomplete: 'off', placeholder: all } });
  return {
    input,
    read: () => (input.value !== '' ? input.value : all === '' ? undefined : EVERYTHING),
    write: (value) => (input.value = value === undefined || (all !== '' && value === EVERYTHING) ? '' : String(value)),
    hint: parameter.type === 'duration' ? text(lang, 'durationHint') : '',
  };
}

function control(id: string, parameter: Parameter, lang: Lang): Control {
  if (parameter.type === 'boolean') return checkbox(id);
  if (parameter.type === 'integer' || parameter.type === 'number') return number(id, parameter);
  if (parameter.type === 'texts') return several(id, lang);
  if (parameter.choices && parameter.choices.length > 0) return choice(id, parameter, parameter.choices, lang);
  return line(id, parameter, lang);
}

export function field(parameter: Parameter, lang: Lang): Field {
  const id = `parameter-${parameter.name}`;
  const { input, read, write, hint } = control(id, parameter, lang);
  // A duration is written with its unit.
  const measured = parameter.type === 'duration' ? '' : (parameter.unit ?? '');
  const unit = [measured, hint ?? ''].filter((note) => note !== '').join(' · ');
  const view = element(
    'div',
    'field',
    element('label', { attributes: { for: id } }, parameter.title[lang]),
    element('div', 'control', input, unit !== '' && element('span', 'facts', unit)),
    element('p', 'facts', parameter.doc[lang]),
  );
  return { view, read, write };
}
