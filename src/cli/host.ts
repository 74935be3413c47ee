import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

type Environment = Readonly<Record<string, string | undefined>>

export function readVersion(home: URL): string {
  return String(JSON.parse(readFileSync(new URL('package.json', home), 'utf8')).version)
}

/** Opens an address, unless there is no display. A browser that cannot be started is not an error: the address is printed. */
export function openBrowser(url: string): void {
  const opener = browserCommand(process.platform, process.env)
  if (opener === undefined) return
  const [command, ...args] = opener
  spawn(command, [...args, url], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref()
}

export function browserCommand(platform: NodeJS.Platform, env: Environment): [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined
}
