/** Message of anything thrown. That of a CoreglowError is a sentence for the user. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
