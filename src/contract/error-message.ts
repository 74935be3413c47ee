/** The message of whatever was thrown. The message of a CoreglowError is a sentence for the user. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
