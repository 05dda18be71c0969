import { CONFIG_KEY_NAMES, CONFIG_KEYS, type Config, type ConfigKey } from './keys.js';

const HEAD = `# Settings of dharma-gov. Each line that is commented out shows a default: remove the "# " to change it.
# A flag wins over an environment variable (DHARMA_..., see dharma-gov config), a variable over this file.
`;

/**
 * A `.dharmarc` that holds every key with its meaning, unit and default; only `chosen` keys are set.
 * It parses back to exactly those values.
 */
export function renderConfigFile(chosen: Partial<Config>): string {
  const lines: string[] = [HEAD];
  const opened = new Set<string>();
  let chapter: string | undefined;
  for (const key of CONFIG_KEY_NAMES) {
    const sections = key.split('.').slice(0, -1);
    if (sections[0] !== chapter) lines.push('');
    chapter = sections[0];
    for (const [depth, name] of sections.entries()) {
      const section = sections.slice(0, depth + 1).join('.');
      if (!opened.has(section)) lines.push(`${'  '.repeat(depth)}${name}:`);
      opened.add(section);
    }
    lines.push(...renderKey(key, '  '.repeat(sections.length), chosen));
  }
  return `${lines.join('\n')}\n`;
}

function renderKey(key: ConfigKey, indent: string, chosen: Partial<Config>): string[] {
  const { meaning, unit } = CONFIG_KEYS[key];
  const name = key.split('.').at(-1) ?? key;
  const isSet = Object.hasOwn(chosen, key) && chosen[key] !== undefined;
  // JSON is YAML, on one line.
  const value = JSON.stringify(isSet ? chosen[key] : CONFIG_KEYS[key].default);
  return [
    `${indent}# ${meaning}${unit === null ? '' : ` [${unit}]`}`,
    isSet ? `${indent}${name}: ${value}` : `${indent}# ${name}: ${value}`,
  ];
}
