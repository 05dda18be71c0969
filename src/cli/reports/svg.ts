import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { Markup, markup } from './markup.js';

/** In pixels; three of it fit on a desk, one on a phone. */
export const CHART_WIDTH = 340;

/** As much of an element as is used here: the types of a browser stay out of the program. */
interface Svg {
  readonly outerHTML: string;
  readonly querySelector: (selector: string) => { readonly remove: () => void } | null;
}

const { document } = parseHTML('<!doctype html><html></html>');

/** @param description what the picture shows, for those who cannot see it */
export function drawSvg(options: PlotOptions, description: string): Markup {
  const svg: Svg = plot({ width: CHART_WIDTH, className: 'chart', document, ...options });
  // Each drawing brings the same few rules; the page has them once.
  svg.querySelector('style')?.remove();
  const start = markup`<svg role="img" aria-label="${description}"`.source;
  return new Markup(start + roundCoordinates(svg.outerHTML).slice('<svg'.length));
}

/** To hundredths of a pixel; in tags alone, so that no figure in a text is changed. */
function roundCoordinates(svg: string): string {
  return svg.replace(/<[^>]+>/g, (tag) => tag.replace(/(\.\d\d)\d+/g, '$1'));
}
