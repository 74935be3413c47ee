/** A peer ends when its input does: with the program that started it. */
export function endWithParent() {
  process.stdin.resume().once('end', () => process.exit())
}
