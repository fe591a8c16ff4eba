import { create } from "zustand";

export type Theme = "light" | "dark" | "system";
const KEPT = "pytake.theme";

function wish(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export const useTheme = create<{ theme: Theme }>(() => ({ theme: wish() }));

const night = matchMedia("(prefers-color-scheme: dark)");

function paint(): void {
  const { theme } = useTheme.getState();
  document.documentElement.dataset.theme = theme === "system" ? (night.matches ? "dark" : "light") : theme;
}

night.addEventListener("change", paint);

export function setTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  useTheme.setState({ theme });
  paint();
}
