import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { soak } from '../../bench/watch-soak.mjs';

/** The short form of `npm run bench watch-soak`. */
it.runIf(process.platform === 'linux')(
  'takes no more memory and files after 400 ticks than after 40',
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-soak-'));
    const { ticks, processes, failures, first, later } = await soak(folder, 400);
    rmSync(folder, { recursive: true });
    expect(ticks).toBeGreaterThanOrEqual(400);
    expect(processes).toBeGreaterThan(10);
    expect(failures).toBe(0);
    expect(later.length).toBeGreaterThan(20);
    expect(Math.max(...later.map(({ rssMb }) => rssMb)) - first.rssMb).toBeLessThan(20);
    expect(new Set(later.map(({ descriptors }) => descriptors))).toEqual(new Set([first.descriptors]));
  },
);
