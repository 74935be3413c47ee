export function Mark() {
  return (
    <i className="mark" aria-hidden="true">
      <b />
      <b />
      <b />
      <b />
    </i>
  )
}
