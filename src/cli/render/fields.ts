import type { Status } from '../../registry/status.js';
import type { Screen } from './screen.js';
import { printable } from './text.js';

/** `name   value` lines, aligned; fields without a value are left out. */
export function renderFields(
  screen: Screen,
  fields: readonly (readonly [name: string, value: string | null])[],
): string {
  const present = fields.filter(([, value]) => value !== null && value !== '');
  const width = Math.max(...present.map(([name]) => name.length));
  return present
    .map(([name, value]) => `${screen.dim(name.padEnd(width))}  ${printable(value ?? '')}`)
    .join('\n');
}

/** The colour that a status has everywhere. */
export function paintStatus(screen: Screen, status: Status): (text: string) => string {
  switch (status) {
    case 'production':
      return screen.green;
    case 'staging':
      return screen.cyan;
    case 'failed':
      return screen.red;
    case 'deprecated':
      return screen.dim;
    case 'training':
    case 'validation':
      return (text) => text;
  }
}
