import { GovError } from '../src/core/errors.js';

/** The GovError that `act` throws; fails when it throws none, or something else. */
export function expectGovError(act: () => unknown): GovError {
  try {
    act();
  } catch (error) {
    if (error instanceof GovError) return error;
    throw error;
  }
  throw new Error('expected an error, but none was thrown');
}
