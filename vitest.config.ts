import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real processes on two cores: what is quick alone may wait for its turn.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
