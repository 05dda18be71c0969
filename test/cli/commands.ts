import { CATALOG } from '../../src/cli/catalog.js';
import type { Subcommand } from '../../src/cli/command.js';

/** Every command as a user types it, `ab-test route` among them. */
export async function listCommands(): Promise<Subcommand[]> {
  const commands = await Promise.all(
    CATALOG.map(async ({ name, summary, load }) => {
      const { command } = await load();
      if (!('subcommands' in command)) return [{ name, summary, load: async () => ({ command }) }];
      return command.subcommands.map((subcommand) => ({ ...subcommand, name: `${name} ${subcommand.name}` }));
    }),
  );
  return commands.flat();
}
