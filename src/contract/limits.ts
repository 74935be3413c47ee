/** Limits of the settings that every run has. Experiments may be narrower; one whose limits meet is fixed. */
export const LIMITS = {
  /** Samples per second. Linux counts the time of cores in ticks of 10 ms: sampling more often shows nothing more. */
  rate: { min: 1, max: 100, default: 20 },
  /** Samples of thread states and GILs per second; at 1000 single turns of 5 ms can be seen. */
  gilRate: { min: 1, max: 1000, default: 200 },
  workers: { min: 1, max: 64, default: 2 },
  /** Seconds that one worker alone should take. Shorter work is over before the last of several processes has started. */
  seconds: { min: 0.05, max: 60, default: 2 },
  repeat: { min: 1, max: 20, default: 3 },
} as const

/** Seconds that all trials of a run may take, by the slowest way to run them. */
export const MAX_RUN_SECONDS = 3600

/** Settings that every experiment has; they have options of their own in the terminal and places of their own on the page. */
export const COMMON_SETTINGS = ['workers', 'seconds', 'repeat'] as const
export type CommonSetting = (typeof COMMON_SETTINGS)[number]

export function isCommonSetting(id: string): id is CommonSetting {
  return COMMON_SETTINGS.some((common) => common === id)
}

/**
 * Most bytes of a file in one message; a file has any size. Chosen: 50 MB/s at a round trip of 20 ms, and frames, which are left out
 * while a piece is on its way, miss a few milliseconds.
 */
export const MAX_PIECE_BYTES = 2 ** 20

/** Seconds that one item may take, unless the request says otherwise. */
export const ITEM_TIMEOUT = { min: 0.1, max: 3600, default: 60 } as const

/** Inputs of a function at most: each is called once in each trial. */
export const MAX_ITEMS = 10_000_000
