// A plugin's parameters, as its manifest describes them.

import type { Params } from '../data/pipeline.ts';
import type { Step } from '../data/steps.ts';
import type { Lang, Manifest, ParamValue } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element, section } from './element.ts';
import { field } from './field.ts';

const same = (a: ParamValue | undefined, b: ParamValue | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** What a parameter has when nobody changes it: the preset's value before the default. */
function initial(manifest: Manifest, preset: string | undefined, name: string): ParamValue | undefined {
  const set = manifest.preset?.find((candidate) => candidate.name === preset)?.set;
  return set?.[name] ?? manifest.parameter?.find((parameter) => parameter.name === name)?.default;
}

function presets(manifest: Manifest, given: string | undefined, lang: Lang, change: () => void): HTMLSelectElement | undefined {
  if (!manifest.preset || manifest.preset.length === 0) return undefined;
  const options = manifest.preset.map(({ name, title }) => element('option', { attributes: { value: name } }, title[lang]));
  const select = element('select', { attributes: { id: 'preset' }, on: { change } }, ...options);
  if (given !== undefined) select.value = given;
  return select;
}

interface Choice {
  readonly step: Step | undefined;
  /** What an attempt was given that came to no results. */
  readonly tried: Params;
  /** Nothing can be computed again without the files. */
  readonly files: boolean;
}

interface Actions {
  choose(step: string): void;
  apply(step: string, given: Params): void;
}

function parameters(step: Step, choice: Choice, lang: Lang, actions: Actions): HTMLElement {
  const { manifest } = step.entry;
  const { made, id } = step;
  const fields = (manifest.parameter ?? []).map((parameter) => ({ name: parameter.name, ...field(parameter, lang) }));
  const preset = presets(manifest, typeof made['preset'] === 'string' ? made['preset'] : undefined, lang, () => fill({}));
  const usual = (name: string) => initial(manifest, preset?.value, name);
  const fill = (values: Params) => {
    for (const { name, write } of fields) write(values[name] ?? usual(name));
  };
  fill(made);
  const begun = new Map(fields.map(({ name, read }) => [name, read() ?? usual(name)]));
  const first = preset?.value;
  const { tried } = choice;
  if (preset && typeof tried['preset'] === 'string') preset.value = tried['preset'];
  for (const { name, write } of fields) if (tried[name] !== undefined) write(tried[name]);
  /** What differs from the results that are shown: only that is given. */
  const given = (): Params => {
    const other = preset?.value !== first;
    const changed = fields
      .map(({ name, read }) => [name, read() ?? usual(name)] as const)
      .filter(([name, now]) => now !== undefined && (!same(now, begun.get(name)) || (other && !same(now, usual(name)))));
    const chosen = preset && other ? [['preset', preset.value] as const] : [];
    return Object.fromEntries([...chosen, ...changed]) as Params;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    actions.apply(id, given());
  };
  const disabled: Record<string, string> = choice.files ? {} : { disabled: '' };
  const buttons = element(
    'div',
    'buttons',
    element('button', { class: 'button', attributes: { type: 'submit', ...disabled } }, text(lang, 'apply')),
    element('button', { class: 'plain', attributes: { type: 'button' }, on: { click: () => fill({}) } }, text(lang, 'restore')),
  );
  const presetField = preset && element('div', 'field', element('label', { attributes: { for: 'preset' } }, text(lang, 'preset')), preset);
  const empty = fields.length === 0 && !preset && element('p', 'quiet', text(lang, 'noParameters'));
  const needed = !choice.files && element('p', 'quiet', text(lang, 'needFiles'));
  return element('form', { on: { submit } }, presetField, ...fields.map(({ view }) => view), empty, buttons, needed);
}

export function form(steps: readonly Step[], choice: Choice, lang: Lang, actions: Actions): HTMLElement {
  const options = (cleaner: boolean) =>
    steps
      .filter(({ entry }) => (entry.kind === 'cleaner') === cleaner)
      .map(({ id, title }) => element('option', { attributes: { value: id } }, `${title} (${id})`));
  const group = (label: string, options: readonly HTMLElement[]) =>
    options.length > 0 && element('optgroup', { attributes: { label } }, ...options);
  const select = element(
    'select',
    { attributes: { id: 'step' }, on: { change: () => actions.choose(select.value) } },
    ...[group(text(lang, 'kpis'), options(false)), group(text(lang, 'cleaningRules'), options(true))],
  );
  if (choice.step) select.value = choice.step.id;
  return section(
    'form',
    text(lang, 'whatIf'),
    element('p', 'facts', text(lang, 'whatIfHint')),
    element('div', 'field', element('label', { attributes: { for: 'step' } }, text(lang, 'step')), select),
    choice.step && parameters(choice.step, choice, lang, actions),
  );
}
