/** Mantine’s theme for office and till: the roles stay in tokens.css, this maps Mantine’s own names onto them. `till` enlarges. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const bleu: MantineColorsTuple = [
  '#EFF3FC',
  '#E6ECFA',
  '#C3D0F3',
  '#A9BDF4',
  '#8FA8EE',
  '#5B79D2',
  '#2F50B5',
  '#264294',
  '#1F3676',
  '#1D2A4A',
];
const cresson: MantineColorsTuple = [
  '#EEF8F2',
  '#E0F1E8',
  '#B9DFCB',
  '#8FD0AD',
  '#6FCF9F',
  '#2F9A6C',
  '#17704A',
  '#125C3C',
  '#0E482F',
  '#173126',
];
const mirabelle: MantineColorsTuple = [
  '#FEF8E8',
  '#FBEFCF',
  '#F7DF9F',
  '#F3CB6B',
  '#EDBE55',
  '#F0B63A',
  '#8A5A00',
  '#734B00',
  '#5C3C00',
  '#352A12',
];
const groseille: MantineColorsTuple = [
  '#FDF1F3',
  '#FBE4E8',
  '#F5BFC9',
  '#FFA9B8',
  '#FF93A6',
  '#D5506B',
  '#B3203F',
  '#951A34',
  '#76142A',
  '#3D1B23',
];
const figue: MantineColorsTuple = [
  '#FAF2F9',
  '#F4E5F2',
  '#E6C6E1',
  '#DFB3D9',
  '#D9A2D2',
  '#A0609A',
  '#7B3A73',
  '#662F5F',
  '#51254B',
  '#33203A',
];
const zinc: MantineColorsTuple = [
  '#F5F7F6',
  '#ECEFEE',
  '#DDE2E0',
  '#BCC5C2',
  '#A9B6B2',
  '#7E8A86',
  '#5F6C68',
  '#4F5C58',
  '#2B3734',
  '#16201E',
];

export const theme = createTheme({
  primaryColor: 'bleu',
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { bleu, cresson, mirabelle, groseille, figue, zinc, gray: zinc },
  fontFamily: 'var(--font-body)',
  fontFamilyMonospace: 'var(--font-mono)',
  headings: {
    fontFamily: 'var(--font-display)',
    fontWeight: '640',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.15' },
      h2: { fontSize: '1.125rem', lineHeight: '1.28' },
      h3: { fontSize: '.875rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '.75rem', sm: '.8125rem', md: '.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '.5rem', sm: '.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '20px' },
  defaultRadius: 'md',
  shadows: {
    xs: 'var(--shadow-1)',
    sm: 'var(--shadow-1)',
    md: 'var(--shadow-2)',
    lg: 'var(--shadow-3)',
    xl: 'var(--shadow-3)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      styles: { root: { fontWeight: 'var(--w-strong)' } },
      // Mantine picks the text of filled buttons by the light shade; ours is dark on the light blue of the dark theme.
      vars: (_theme: unknown, props: { variant?: string }) =>
        props.variant === undefined || props.variant === 'filled'
          ? { root: { '--button-color': 'var(--on-accent)' } }
          : { root: {} },
    },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'zinc', size: 'md' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    Paper: { defaultProps: { withBorder: true, radius: 'lg', p: 'md' } },
    Card: { defaultProps: { withBorder: true, radius: 'lg' } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm', highlightOnHover: true, tabularNums: true } },
    Badge: {
      defaultProps: { variant: 'light', radius: 'sm' },
      styles: { root: { textTransform: 'none', fontWeight: 'var(--w-strong)' } },
    },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false } },
    Modal: { defaultProps: { centered: true, radius: 'lg' } },
    Popover: { defaultProps: { radius: 'lg', shadow: 'lg', transitionProps: { duration: 160 } } },
    Drawer: { defaultProps: { position: 'right', size: 'lg' } },
    Skeleton: { defaultProps: { radius: 'sm' } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});

export const cssVariablesResolver: CSSVariablesResolver = () => {
  const roles = {
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-placeholder': 'var(--faint)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--accent-ink)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  };
  return { variables: { '--input-bd': 'var(--line-strong)' }, light: roles, dark: roles };
};
/** The till: same looks, larger targets; merge it with `mergeThemeOverrides(theme, till)`. */
export const till = createTheme({
  fontSizes: { sm: '.9375rem', md: '1rem' },
  components: {
    Button: { defaultProps: { size: 'lg' } },
    ActionIcon: { defaultProps: { size: 48, variant: 'subtle' } },
    TextInput: { defaultProps: { size: 'lg' } },
  },
});
