/** A past moment in local time, in the usual short form: "10:52", "yesterday 10:52", "22 Nov", "22 Nov 2025". */
export function formatWhen(iso: string, now = new Date()): string {
  const then = new Date(iso)
  if (Number.isNaN(then.getTime())) return iso
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000)
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (days === 0) return time
  if (days === 1) return `yesterday ${time}`
  const year = then.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year })
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
