// Name, promise, language.

import type { Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';
import { element } from './element.ts';

export function header(lang: Lang, switchLanguage: () => void): HTMLElement {
  const button = element('button', { class: 'plain', attributes: { type: 'button' }, on: { click: switchLanguage } }, text(lang, 'language'));
  return element(
    'header',
    {},
    element('div', 'brand', element('strong', {}, text(lang, 'title')), element('span', 'tagline', text(lang, 'tagline'))),
    button,
  );
}
