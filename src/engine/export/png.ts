import { createRequire } from 'node:module'
import { renderAsync, type ResvgRenderOptions } from '@resvg/resvg-js'

const modules = createRequire(import.meta.url)
const FILES = ['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold']

/** The font comes along, so that a picture is the same on every machine. */
export const FONT: ResvgRenderOptions['font'] = {
  loadSystemFonts: false,
  fontFiles: FILES.map((name) => modules.resolve(`@expo-google-fonts/inter/${name}.ttf`)),
  defaultFontFamily: 'Inter',
  sansSerifFamily: 'Inter',
}

/** Draws an SVG at its own size. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, { font: FONT })
  return image.asPng()
}
