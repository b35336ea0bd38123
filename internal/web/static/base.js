// The path under which a proxy has these pages, "" for its root.
export const base = document.documentElement.dataset.base;
