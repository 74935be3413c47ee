/**
 * Where the fields lie that are read of one CPython build, bytes, 64-bit. Offsets are within the struct that their group names
 * and come from `offsetof` over the version's own headers, or from the table that the interpreter carries since 3.13.
 */
export interface Layout {
  /** 11 for 3.11. */
  readonly minor: number
  readonly freeThreaded: boolean
  /** `_PyRuntimeState.interpreters.head`; two words behind it, in all versions, how many interpreters there have been. */
  readonly interpretersHead: number
  readonly interpreter: InterpreterLayout
  readonly thread: ThreadLayout
  readonly gil: GilLayout
  readonly frame: FrameLayout
  readonly code: CodeLayout
  readonly objects: ObjectsLayout
  readonly asyncio: AsyncioLayout
}

/** A version of CPython that can be read: one file of this folder. */
export interface Version {
  readonly minor: number
  /**
   * The layout of a build of this version.
   * @param runtime the first `RUNTIME_START` bytes of its `_PyRuntime`
   * @returns undefined where they make no sense
   */
  layout(runtime: Buffer): Layout | undefined
}

export interface InterpreterLayout {
  readonly next: number
  readonly id: number
  /** First thread state. */
  readonly threads: number
  /** `sys.modules`. */
  readonly modules: number
  /** How many thread states it has had. */
  readonly threadsBegun: number
}

/** `PyThreadState`. */
export interface ThreadLayout {
  readonly previous: number
  readonly next: number
  readonly interpreter: number
  /** `pthread_self()` of the thread. */
  readonly pthread: number
  /** Its tid, since 3.11. */
  readonly native: number | undefined
  /** Pointers to follow from the thread state to its current frame. */
  readonly frame: readonly number[]
  /** Free-threaded: detached, attached or suspended. */
  readonly state: number | undefined
}

/** `struct _gil_runtime_state`, and how it is found. */
export interface GilLayout {
  /** Inside `_PyRuntime`, or through a pointer in each interpreter. */
  readonly at: { readonly runtime: number } | { readonly interpreter: number }
  /** Free-threaded builds: whether there is a GIL at all. */
  readonly enabled: number | undefined
  /** Where the fields begin that all builds have in the same order: see gil-struct.ts. */
  readonly start: number
}

export interface FrameLayout {
  readonly previous: number
  readonly code: number
  /**
   * The last instruction: its address, its offset in bytes (3.8 and 3.9) or in units of two bytes (3.10).
   */
  readonly instruction: { readonly at: number; readonly unit: 'address' | 'bytes' | 'words' }
  /** Which kind of frame it is; `ENTRY_FRAME` and above belong to no Python function. Since 3.11. */
  readonly owner: number | undefined
  /** Free-threaded, since 3.14: which copy of the bytecode the frame runs. */
  readonly copy: number | undefined
}

export interface CodeLayout {
  readonly file: number
  /** Qualified since 3.11. */
  readonly name: number
  readonly firstLine: number
  readonly lines: number
  readonly lineFormat: 'lnotab' | 'linetable' | 'locations'
  /** First instruction, since 3.11. */
  readonly start: number | undefined
  /** Free-threaded, since 3.14: a pointer to the copies of the bytecode. */
  readonly copies: number | undefined
}

export interface ObjectsLayout {
  /** Length of `PyObject`: 16, or 32 in free-threaded builds. */
  readonly header: number
  readonly type: number
  readonly string: {
    readonly length: number
    readonly state: number
    /** Bit at which `kind` begins in `state`. */
    readonly kindBit: number
    /** Characters of an ASCII string, and of another compact one. */
    readonly ascii: number
    readonly compact: number
  }
  readonly bytes: { readonly length: number; readonly data: number }
  readonly types: {
    readonly name: number
    readonly basicSize: number
    readonly flags: number
    readonly dictOffset: number
    /** `ht_cached_keys`: names of the attributes of instances. */
    readonly cachedKeys: number
  }
  readonly dict: { readonly used: number; readonly keys: number; readonly values: number }
  /** `dk_lookup` and 64-bit sizes until 3.10, then logarithms of them. */
  readonly keys: 'sizes' | 'logarithms'
  /** Where the values of a split dictionary begin in its array. */
  readonly firstValue: number
  /** Where an instance has its attributes; see attributes.ts. */
  readonly attributes: 'dict-offset' | 'two-pointers' | 'tagged-pointer' | 'inline-values'
  readonly set: { readonly used: number; readonly mask: number; readonly table: number }
  /** `wr_object` of a weak reference, and `md_dict` of a module: both follow the header. */
  readonly afterHeader: number
  /** Digits of an `int`; before them its size: signed, or since 3.12 shifted by three bits. */
  readonly int: { readonly size: number; readonly digits: number; readonly sizeShift: number }
}

export interface AsyncioLayout {
  /** `task_state` of `_asyncio.Task`: 0 is pending. */
  readonly taskState: number
  /** Where the tasks are registered: weak sets of the module `asyncio.tasks` or, since 3.14, lists of the interpreter. */
  readonly registry: { readonly sets: readonly string[] } | 'lists'
}

/** Bytes of `_PyRuntime` that tell its layout: 3.15's table of offsets has 880. Chosen: a round number above it. */
export const RUNTIME_START = 1024

/** `FRAME_OWNED_BY_CSTACK` (3.12, 3.13) and `FRAME_OWNED_BY_INTERPRETER` (3.14): pycore_frame.h, pycore_interpframe_structs.h. */
export const ENTRY_FRAME = 3

/** A layout that does not depend on the build. */
export function fixed(layout: Layout): Version {
  return { minor: layout.minor, layout: () => layout }
}
