import os from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temporary-folder.ts',
    // As many files at once as there are cores: many tests wait for processes. By default one core stays idle.
    maxWorkers: os.availableParallelism(),
    // Real processes on two cores: what is quick alone may wait for its turn.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
