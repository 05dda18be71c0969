/** The folder beside the model files that holds the log and all other data of the registry. */
export const DATA_FOLDER = '.dharma';

/** The readable snapshot beside it. */
export const SNAPSHOT_FILE = 'registry.json';
