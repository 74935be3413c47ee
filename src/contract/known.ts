import * as v from 'valibot'

/** A static fact, or why it could not be read. */
export const known = <T extends v.GenericSchema>(schema: T) => v.union([schema, v.object({ missing: v.string() })])

/** The number, for formats that print a dash where there is none. */
export function numberIfKnown(value: number | { readonly missing: string }): number | undefined {
  return typeof value === 'number' ? value : undefined
}

interface Missing {
  readonly missing: string
}

export function isMissing(value: unknown): value is Missing {
  return typeof value === 'object' && value !== null && 'missing' in value
}

/** The fact, or undefined where it could not be read or was not asked for. */
export function ifKnown<T>(value: T): Exclude<T, Missing> | undefined {
  return isKnown(value) ? value : undefined
}

function isKnown<T>(value: T): value is Exclude<T, Missing> {
  return !isMissing(value)
}
