import * as v from 'valibot'

/** A static fact, or why it could not be read. */
export const known = <T extends v.GenericSchema>(schema: T) => v.union([schema, v.object({ missing: v.string() })])

/** The number, for formats that print a dash where there is none. */
export function numberIfKnown(value: number | { readonly missing: string }): number | undefined {
  return typeof value === 'number' ? value : undefined
}
