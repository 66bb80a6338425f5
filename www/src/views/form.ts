// A plugin's parameters, as its manifest describes them.

import type { Params } from '../data/pipeline.ts';
import type { Catalogue, CatalogueEntry, Lang, Manifest, ParamValue } from '../engine/catalogue.ts';
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
  readonly entry: CatalogueEntry | undefined;
  /** What the last run was given. */
  readonly given: Params;
  /** Nothing can be computed again without the files. */
  readonly files: boolean;
}

interface Actions {
  choose(plugin: string): void;
  apply(entry: CatalogueEntry, given: Params): void;
}

function parameters(entry: CatalogueEntry, choice: Choice, lang: Lang, actions: Actions): HTMLElement {
  const { manifest } = entry;
  const fields = (manifest.parameter ?? []).map((parameter) => ({ name: parameter.name, ...field(parameter, lang) }));
  const given = choice.given['preset'];
  const preset = presets(manifest, typeof given === 'string' ? given : undefined, lang, () => fill({}));
  const fill = (values: Params) => {
    for (const { name, write } of fields) write(values[name] ?? initial(manifest, preset?.value, name));
  };
  fill(choice.given);
  const read = (): Params => {
    const changed = fields.map(({ name, read }) => [name, read()] as const).filter(([name, value]) => {
      return value !== undefined && !same(value, initial(manifest, preset?.value, name));
    });
    const chosen = preset ? [['preset', preset.value] as const] : [];
    return Object.fromEntries([...chosen, ...changed]) as Params;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    actions.apply(entry, read());
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

export function form(catalogue: Catalogue, choice: Choice, lang: Lang, actions: Actions): HTMLElement {
  const options = catalogue.map(({ id, manifest }) => element('option', { attributes: { value: id } }, `${manifest.title[lang]} (${id})`));
  const select = element('select', { attributes: { id: 'plugin' }, on: { change: () => actions.choose(select.value) } }, ...options);
  if (choice.entry) select.value = choice.entry.id;
  return section(
    'form',
    text(lang, 'whatIf'),
    element('p', 'facts', text(lang, 'whatIfHint')),
    element('div', 'field', element('label', { attributes: { for: 'plugin' } }, text(lang, 'plugin')), select),
    choice.entry && parameters(choice.entry, choice, lang, actions),
  );
}
