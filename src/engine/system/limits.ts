import type { Permission } from '../monitor/gil/not-permitted.ts'
import { permissionSentence } from '../monitor/gil/not-permitted.ts'

/** What decides whether a process may be watched, ended and set. */
export interface ProcessTraits {
  readonly pid: number
  readonly isKernelThread: boolean
  readonly isZombie: boolean
  /** Part of Coreglow. */
  readonly isOwn: boolean
  /** Coreglow's parent, or the parent of that. */
  readonly isAncestor: boolean
  /** Name of the user that it belongs to; undefined where the system does not say. */
  readonly user: string | undefined
}

const ENDED = 'It has ended already; its parent has not asked yet how it ended (a zombie).'

/** Why Coreglow does not end or set it: a sentence. `user`: the one that Coreglow runs as. */
export function controlLimit(traits: ProcessTraits, user: string): string | undefined {
  if (traits.isKernelThread) return 'A thread of the kernel: only the kernel ends and sets it.'
  if (traits.pid === 1) return 'The first process of the system: everything else ends with it.'
  if (traits.isOwn) return 'A part of Coreglow itself.'
  if (traits.isAncestor)
    return 'It started Coreglow (it is its parent, or the parent of that), which could end with it.'
  if (traits.user !== undefined && traits.user !== user)
    return `It belongs to ${traits.user}. Coreglow runs as ${user}, and ends and sets the processes of that user only.`
  return traits.isZombie ? ENDED : undefined
}

/** Why `watch` cannot see what its threads do: a sentence. `isDescendant`: Coreglow started it, or a child of Coreglow did. */
export function watchLimit(traits: ProcessTraits, permission: Permission, isDescendant: boolean): string | undefined {
  if (traits.isKernelThread) return 'A thread of the kernel, and not a program that can be watched.'
  if (traits.isZombie) return ENDED
  if (traits.isOwn) return 'A part of Coreglow itself.'
  if (traits.isAncestor)
    return 'It started Coreglow (it is its parent, or the parent of that): Coreglow would watch itself with it.'
  return mayBeRead(permission, isDescendant) ? undefined : permissionSentence(permission)
}

/** ptrace(2), "Ptrace access mode checking", and kernel.yama.ptrace_scope: 0 owner, 1 ancestors only, 2 root only, 3 no program. */
function mayBeRead({ uid, owner, filesOwner, scope = 0 }: Permission, isDescendant: boolean): boolean {
  if (scope === 3) return false
  if (uid === 0) return true
  if (owner !== uid || filesOwner !== uid) return false
  return scope === 0 || (scope === 1 && isDescendant)
}

export function trueUnless(limit: string | undefined): true | { missing: string } {
  return limit === undefined ? true : { missing: limit }
}
