/** An element of an SVG. */
export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Text content of the element. */
  readonly text: string
}

// A tag, or text: what our own pictures consist of.
const TOKEN = /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g

/** @throws Error for what is no SVG of ours */
export function parseSvg(svg: string): Element {
  const top: Open = { tag: '', attributes: {}, children: [], text: '' }
  const open: Open[] = [top]
  let read = 0
  for (const { 0: token, 1: end, 2: tag, 3: attributes, 4: empty, 5: text, index } of svg.matchAll(TOKEN)) {
    if (index !== read) break
    read += token.length
    if (text !== undefined) open.at(-1)!.text += plain(text)
    else if (end === '/') open.pop()
    else if (tag !== undefined) {
      const element: Open = { tag, attributes: attributesOf(attributes ?? ''), children: [], text: '' }
      open.at(-1)!.children.push(element)
      if (empty === '') open.push(element)
    }
  }
  const [root] = top.children
  if (read < svg.length || open.length !== 1 || root === undefined) throw new Error('Not an SVG made by Coreglow.')
  return root
}

interface Open extends Element {
  readonly children: Open[]
  text: string
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name, value]) => [name!, plain(value!)]))
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function plain(text: string): string {
  return text.replaceAll(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}
