/** Places of the main area that are not an experiment: the first group of the list. Their views are in `views/screen.tsx`. */
export const PLACES = [
  {
    id: 'program',
    name: 'Your program',
    description: 'Start a program or attach to one: its cores, threads and GIL, and what holds it up',
  },
  {
    id: 'function',
    name: 'Your function',
    description: 'Run a function of yours in every model, and get advice with code to paste',
  },
  {
    id: 'system',
    name: 'System',
    description: 'All processes of this machine, its cores and its memory; watch, end and set your own',
  },
] as const
export type Place = (typeof PLACES)[number]['id']

export function isPlace(page: string): page is Place {
  return PLACES.some(({ id }) => id === page)
}
