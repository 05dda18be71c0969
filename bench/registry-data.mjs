// Registries of a given size. The log is written straight to disk, since the point is to read it; the product then
// checks every link of it and makes the snapshot.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM, timeCommand } from './measure.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

function registration(number) {
  const version = `1.0.${number}`;
  const content = `model ${number}`;
  return {
    type: 'version-registered',
    model: 'model',
    version,
    status: 'validation',
    artifact: {
      path: `${version}/model.bin`,
      kind: 'file',
      sha256: sha256(content),
      bytes: content.length,
      files: null,
    },
    config: { depth: 6, features: ['a', 'b', 'c'] },
    metrics: { accuracy: 0.83, f1_score: 0.82 },
    lineage: {
      trainingData: null,
      gitCommit: sha256(version).slice(0, 40),
      gitDirty: false,
      parentVersion: null,
      runId: null,
    },
    tags: [],
    description: `version ${number}`,
    author: 'bench',
  };
}

/** Makes a project in `folder` whose registry holds `count` versions of one model; the last one's file is there. */
export function makeRegistry(folder, count) {
  const log = path.join(folder, 'models/.dharma/log');
  mkdirSync(log, { recursive: true });
  writeFileSync(path.join(folder, '.dharmarc'), 'registryPath: models\n');
  let previousHash = '0'.repeat(64);
  for (let generation = 1; generation <= count + 1; generation++) {
    const events = [];
    if (generation === 1) events.push({ type: 'registry-created', id: 'bench' });
    if (generation === 2) events.push({ type: 'model-created', model: 'model', modelType: 'benchmark' });
    if (generation > 1) events.push(registration(generation - 2));
    const content = {
      schemaVersion: 1,
      generation,
      previousHash,
      at: '2026-01-01T00:00:00.000Z',
      actor: 'bench',
      action: generation === 1 ? 'init' : 'register',
      reason: null,
      events,
    };
    previousHash = sha256(canonical(content));
    const name = `${String(generation).padStart(12, '0')}.json`;
    writeFileSync(path.join(log, name), `${canonical({ ...content, hash: previousHash })}\n`);
  }
  timeCommand([process.execPath, PROGRAM, 'audit', 'verify'], { cwd: folder });
  timeCommand([process.execPath, PROGRAM, 'doctor', '--repair'], { cwd: folder });
}
