// Hands a text to the user as a file. It is made here, and goes nowhere else.

import { element } from './element.ts';

export function save(content: string, name: string, label: string): HTMLElement {
  const click = () => {
    const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
    element('a', { attributes: { href: url, download: name } }).click();
    // The browser has taken the blob by the time that this runs.
    setTimeout(() => URL.revokeObjectURL(url), 0);
  };
  return element('button', { class: 'link save', attributes: { type: 'button' }, on: { click } }, label);
}
