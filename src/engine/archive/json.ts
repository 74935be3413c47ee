/** An object of a file, before the schema has looked at it. */
export type Json = Record<string, unknown>

/** The objects of a list; none for what is not a list. */
export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
