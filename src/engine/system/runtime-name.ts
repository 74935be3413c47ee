import { basename } from 'node:path'

/** Programs that run other programs, by the name of their file. */
const RUNTIMES: readonly (readonly [file: RegExp, name: string])[] = [
  [/^pypy\d?/, 'PyPy'],
  [/^node(js)?$/, 'Node.js'],
  [/^electron$/, 'Electron'],
  [/^bun$/, 'Bun'],
  [/^deno$/, 'Deno'],
  [/^java$/, 'Java'],
  [/^ruby/, 'Ruby'],
  [/^perl/, 'Perl'],
  [/^php/, 'PHP'],
  [/^dotnet$/, '.NET'],
]

/**
 * "CPython 3.13t", "Node.js", from the file that a process runs; undefined where it does not look like an interpreter.
 * @param maps text of `/proc/PID/maps`, read where the file alone does not say it; empty where it may not be read
 */
export function runtimeName(file: string, maps: () => string): string | undefined {
  const name = basename(file.replace(/ \(deleted\)$/, '')).replace(/\.exe$/i, '')
  const version = /^python(\d\.\d+t?)d?$/.exec(name)?.[1]
  if (version !== undefined) return `CPython ${version}`
  const runtime = RUNTIMES.find(([pattern]) => pattern.test(name))?.[1]
  if (runtime !== undefined) return runtime
  const library = /\/libpython(\d\.\d+t?)d?\.(?:so|dylib)/.exec(maps())?.[1]
  if (library !== undefined) return `CPython ${library}`
  return /^python\d?w?$/i.test(name) ? 'CPython' : undefined
}
