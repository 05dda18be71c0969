import { printable } from '../render/text.js';

/** A piece of HTML or XML, as opposed to text that has yet to be escaped. */
export class Markup {
  constructor(readonly source: string) {}
}

type Content = string | number | Markup | readonly Content[];

/**
 * A template of HTML or XML in which every value that is not `Markup` itself is text: it is escaped, and nothing that
 * data holds can become a tag, end an attribute or be a character that XML does not have.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(
    strings.reduce((done, string, index) => done + sourceOf(values[index - 1] ?? '') + string),
  );
}

function sourceOf(content: Content): string {
  if (content instanceof Markup) return content.source;
  if (typeof content === 'number') return String(content);
  return typeof content === 'string' ? escapeText(content) : content.map(sourceOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return printable(text)
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
