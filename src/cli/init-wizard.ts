import { CONFIG_KEYS, type Config } from '../config/keys.js';
import { openPrompt } from './prompt.js';
import type { CliSession } from './session.js';

/** Asks for the settings that differ from team to team; an empty answer leaves one at its default. */
export async function askForSettings(session: CliSession): Promise<Partial<Config>> {
  const prompt = await openPrompt(session.io);
  const registryPath = await prompt.input(
    'Folder of the registry, next to the model files:',
    (text) => text !== '' || 'a folder is needed',
    CONFIG_KEYS.registryPath.default,
  );
  const metric = await prompt.input('Metric that guards production (empty for none):', () => true);
  const askLimit = async (message: string) => {
    const answer = metric === '' ? '' : await prompt.input(message, isNumberOrEmpty);
    return answer === '' ? undefined : { [metric]: Number(answer) };
  };
  const minimum = await askLimit(`Least ${metric} that may go to production (empty for no limit):`);
  const maxRegression = await askLimit(
    `How much worse than production may ${metric} be (empty for no limit)?`,
  );
  const threshold = await prompt.input(
    'Drift threshold (PSI):',
    isNumberOrEmpty,
    String(CONFIG_KEYS.driftThreshold.default),
  );
  return {
    registryPath,
    ...(minimum === undefined ? {} : { 'gates.production.minimum': minimum }),
    ...(maxRegression === undefined ? {} : { 'gates.production.maxRegression': maxRegression }),
    ...(threshold === '' ? {} : { driftThreshold: Number(threshold) }),
  };
}

function isNumberOrEmpty(text: string): true | string {
  return text === '' || Number.isFinite(Number(text)) || 'a number, such as 0.8';
}
