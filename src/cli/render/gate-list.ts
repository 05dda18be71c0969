import type { GateDescription, SettingDescription } from '../../governance/gates/describe-gates.js';
import type { Screen } from './screen.js';
import { type Cell, renderTable } from './table.js';

/** Every gate with its limit; those that the policy does not ask for in the dark. */
export function renderGateList(screen: Screen, gates: readonly GateDescription[]): Promise<string> {
  return renderTable(
    screen,
    ['TO', 'GATE', 'LIMIT', 'FROM', 'WAIVABLE'],
    gates.map((description): Cell[] => {
      const { to, gate, asked, settings, waivable } = description;
      const limit = asked ? describeLimit(settings) : '-';
      const cells = [to, gate, limit, asked ? (settings[0]?.origin ?? '') : '', waivable.join(', ')];
      return cells.map((text) => ({
        text,
        paint: asked ? (cell) => cell : screen.dim,
      }));
    }),
    ['WAIVABLE'],
  );
}

/** `accuracy 0.75`, `100 predictions, predictionWindowDays 7`. */
function describeLimit(settings: readonly SettingDescription[]): string {
  const [main, ...others] = settings;
  if (main === undefined) return 'always asked';
  return [
    settingText(main.value) + (typeof main.value === 'number' && main.unit !== null ? ` ${main.unit}` : ''),
    ...others.filter(({ value }) => value !== null).map(({ key, value }) => `${key} ${settingText(value)}`),
  ].join(', ');
}

/** A setting as people write it: `accuracy 0.75, f1 0.5`; `-` for nothing. */
export function settingText(value: unknown): string {
  if (value === null) return '-';
  if (value === true) return 'required';
  if (value === false) return 'not required';
  if (typeof value !== 'object') return String(value);
  const texts = Array.isArray(value)
    ? value.map(String)
    : Object.entries(value).map(([name, item]) => `${name} ${item}`);
  return texts.length === 0 ? '-' : texts.join(', ');
}
