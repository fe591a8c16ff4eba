import { type Doc, same } from "./document";

export type Change = "added" | "removed" | "changed" | "moved";

/** What differs between two documents, by the names of the blocks. */
export function differences(before: Doc, after: Doc): Map<string, Change> {
  const old = new Map(before.nodes.map((n) => [n.id, n]));
  const found = new Map<string, Change>();
  for (const node of after.nodes) {
    const was = old.get(node.id);
    old.delete(node.id);
    if (!was) found.set(node.id, "added");
    else if (was.type !== node.type || !same(was.data, node.data)) found.set(node.id, "changed");
    else if (!same(was.position, node.position)) found.set(node.id, "moved");
  }
  for (const id of old.keys()) found.set(id, "removed");
  return found;
}
