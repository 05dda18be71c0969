// How long a person waits for the quick commands, against Node starting up and doing nothing.
import { inTemporaryFolder, PROGRAM, report, timeInTurns } from './measure.mjs';
import { makeRegistry } from './registry-data.mjs';

export function benchStartup() {
  return inTemporaryFolder((folder) => {
    makeRegistry(folder, 1000);
    const node = process.execPath;
    const times = timeInTurns(
      {
        'node -e 0': [node, '-e', '0'],
        '--help': [node, PROGRAM, '--help'],
        'list, 1,000 versions': [node, PROGRAM, 'list'],
        'resolve, 1,000 versions': [node, PROGRAM, 'resolve', 'model@latest'],
      },
      { rounds: 21, cwd: folder },
    );
    const { 'node -e 0': againstMs, ...commands } = times;
    return Object.entries(commands)
      .map(([name, measuredMs]) => report({ name, measuredMs, against: 'node -e 0', againstMs, limit: 1.5 }))
      .every(Boolean);
  });
}
