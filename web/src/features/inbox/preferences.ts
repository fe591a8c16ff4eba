const KEPT = "pytake.enterSends";

/** Enter sends and Shift+Enter breaks the line; for who swapped them, Ctrl+Enter sends. */
export function enterSends(): boolean {
  return localStorage.getItem(KEPT) !== "no";
}

export function setEnterSends(on: boolean): void {
  localStorage.setItem(KEPT, on ? "yes" : "no");
}
