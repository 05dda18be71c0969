// Data as a model in production leaves behind: a CSV of 28 columns, the same for the same seed.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { seededRandom } from './random.mjs';

export const NUMERIC = Array.from({ length: 20 }, (_, i) => `f${String(i + 1).padStart(2, '0')}`);
export const CATEGORICAL = { c1: 5, c2: 12, c3: 40 };
const HEADER = [
  'request_id',
  'timestamp',
  ...NUMERIC,
  ...Object.keys(CATEGORICAL),
  'prediction',
  'probability',
  'latency_ms',
];

/**
 * Writes rows of normal, lognormal, uniform and exponential features, of which the first three are moved by `shift`.
 * A million rows are about 240 MB.
 * @param distinct so many rows are drawn; more are the same again, as other requests at other instants
 */
export async function writeServingCsv(file, { rows, seed, shift = 0, distinct = rows }) {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const stream = createWriteStream(file);
  stream.write(`${HEADER.join(',')}\n`);
  const drawn = [];
  for (let start = 0; start < rows; start += 10_000) {
    const lines = [];
    for (let row = start; row < Math.min(rows, start + 10_000); row++) {
      const values = drawn[row % distinct] ?? renderValues(shift, random, normal);
      if (distinct < rows) drawn[row % distinct] = values;
      lines.push(`${renderRequest(row)},${values}`);
    }
    if (!stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

function renderRequest(row) {
  const at = new Date(Date.UTC(2026, 0, 1) + row * 1000).toISOString().replace('.000', '');
  return `req-${String(row).padStart(7, '0')},${at}`;
}

function renderValues(shift, random, normal) {
  const features = NUMERIC.map((_, index) => featureAt(index, shift, random, normal).toFixed(6));
  // The smaller of two draws: some categories are common, some rare.
  const categories = Object.values(CATEGORICAL).map(
    (count) => `v${Math.floor(Math.min(random(), random()) * count)}`,
  );
  return [
    ...features,
    ...categories,
    random() < 0.4 ? 'UP' : 'DOWN',
    random().toFixed(6),
    (0.2 * Math.exp(0.4 * normal())).toFixed(4),
  ].join(',');
}

function featureAt(index, shift, random, normal) {
  const moved = index < 3 ? shift : 0;
  if (index < 10) return index + 1 + moved + (1 + index / 10) * normal();
  if (index < 15) return Math.exp((index / 10) * normal());
  return index < 18 ? random() : -2 * Math.log(1 - random());
}
