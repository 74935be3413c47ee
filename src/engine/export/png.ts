import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'

const require = createRequire(import.meta.url)
const FONTS = ['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold']

/** Draws an SVG at its own size. Brings its font along, so that it comes out the same on every machine. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: FONTS.map((name) => require.resolve(`@expo-google-fonts/inter/${name}.ttf`)),
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
    },
  })
  return image.asPng()
}
