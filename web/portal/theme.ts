/** How the portal looks: the library's own theme with the colour of the hand. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const hand: MantineColorsTuple = [
  '#e8f6f2',
  '#d3eae3',
  '#a5d4c5',
  '#74bea6',
  '#4dab8c',
  '#349f7c',
  '#0f7a5c',
  '#0b6650',
  '#0b5c4a',
  '#054534',
]

export const theme = createTheme({
  colors: { hand },
  primaryColor: 'hand',
  primaryShade: { light: 8, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans Arabic", sans-serif',
  respectReducedMotion: true,
  cursorType: 'pointer',
  // By name, not by `extend`: whoever has not signed in yet does not wait for menus and dialogs.
  components: {
    // The colour of a kind of alert is too pale for its words.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    // Where it is opened, so that it belongs to the same part of the page; its items and nothing else are in it. It stays to be
    // seen also where late parts of the page have moved its button.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false, hideDetached: false } },
    // The header of a dialog is no second header of the page.
    Modal: {
      defaultProps: { attributes: { header: { role: 'presentation' } } },
      styles: { title: { fontWeight: 700, lineHeight: 1.35 } },
    },
  },
})

/** The library's own grey for lesser texts, and its red for mistakes, are too pale to be read by everybody (WCAG 2.2, 1.4.3). */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#545b64',
    '--mantine-color-placeholder': '#545b64',
    '--mantine-color-error': '#b42323',
  },
  dark: {
    '--mantine-color-dimmed': '#b0b3b8',
    '--mantine-color-placeholder': '#b0b3b8',
    '--mantine-color-error': '#ff9a9a',
    // To be read in a row that is pointed at, too.
    '--mantine-color-anchor': '#74bea6',
    // As light as what stands around: the library’s own are darker than the page, as if there were a hole in it.
    '--mantine-color-hand-light': '#143d32',
    '--mantine-color-hand-light-hover': '#184a3d',
    '--mantine-color-hand-light-color': '#c3ebdd',
    '--mantine-color-gray-light': '#3b3f44',
    '--mantine-color-gray-light-hover': '#454a50',
    '--mantine-color-gray-light-color': '#e6e8ea',
    // The library’s own is the brown of dried blood there: what is to be looked at seemed to have gone wrong.
    '--mantine-color-orange-light': '#45310f',
    '--mantine-color-orange-light-hover': '#513a13',
    '--mantine-color-orange-light-color': '#ffdfae',
  },
})
