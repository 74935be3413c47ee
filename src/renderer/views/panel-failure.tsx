/** Takes the place of a panel whose own code has failed. */
export function PanelFailure() {
  return (
    <p className="failure" role="alert">
      This panel failed; the run goes on.
    </p>
  )
}
