import * as v from 'valibot'

/** A static fact, or why it could not be read. */
export const known = <T extends v.GenericSchema>(schema: T) => v.union([schema, v.object({ missing: v.string() })])
