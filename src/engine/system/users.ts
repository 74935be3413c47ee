import { readText } from '../files/system-file.ts'

const PASSWD = '/etc/passwd'
/** How long the names hold. Chosen: users come and go seldom. */
const HELD_MS = 60_000

/** Names of users by their numbers, from /etc/passwd; "uid 1234" for one that is not in it, as with LDAP. */
export function createUserNames(path = PASSWD): (uid: number) => string {
  let names: ReadonlyMap<number, string> = new Map()
  let readMs = -Infinity
  return (uid) => {
    if (performance.now() - readMs > HELD_MS) {
      names = namesIn(readText(path) ?? '')
      readMs = performance.now()
    }
    return names.get(uid) ?? `uid ${uid}`
  }
}

/** The first line of a number counts, as in getpwuid(3). */
function namesIn(passwd: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const line of passwd.split('\n')) {
    const [name, , uid] = line.split(':')
    if (name !== undefined && uid !== undefined && uid !== '' && !names.has(Number(uid))) names.set(Number(uid), name)
  }
  return names
}
