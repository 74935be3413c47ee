import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const RUN_FILE = /\.(coreglow|json|json\.gz)$/i

/** Files of runs among the arguments of a start: what a file manager passes on when such a file is opened. */
export function runFilesOf(argv: readonly string[], folder: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => RUN_FILE.test(argument) && !argument.startsWith('-'))
    .map((argument) => resolve(folder, argument))
    .filter((file) => existsSync(file))
}
