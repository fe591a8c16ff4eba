import { Fragment, type ReactNode } from "react";

/** A mark counts at the edge of a word: snake_case stays as it is written. */
const BEFORE = "(?<![\\p{L}\\p{N}])";
const AFTER = "(?![\\p{L}\\p{N}])";
const marked = (sign: string) => `${BEFORE}[${sign}]([^\\s${sign}](?:[^${sign}\\n]*[^\\s${sign}])?)[${sign}]${AFTER}`;
const LINK = '(https?:\\/\\/[^\\s<>"]+[^\\s<>".,;:!?)\\]])';
const SPANS = new RegExp(["```([\\s\\S]+?)```", marked("*"), marked("_"), marked("~"), LINK].join("|"), "gu");

/** Marks of WhatsApp inside a line: *bold*, _italic_, ~strike~, ```mono```, and links. */
function inline(text: string, depth = 0): ReactNode[] {
  if (depth > 4) return [text];
  const parts: ReactNode[] = [];
  let from = 0;
  for (const found of text.matchAll(SPANS)) {
    if (found.index > from) parts.push(text.slice(from, found.index));
    const [whole, mono, bold, italic, strike, link] = found;
    const key = `${found.index}`;
    if (mono !== undefined)
      parts.push(
        <code key={key} className="font-mono text-[0.92em]">
          {mono}
        </code>,
      );
    else if (bold !== undefined) parts.push(<b key={key}>{inline(bold, depth + 1)}</b>);
    else if (italic !== undefined) parts.push(<i key={key}>{inline(italic, depth + 1)}</i>);
    else if (strike !== undefined) parts.push(<s key={key}>{inline(strike, depth + 1)}</s>);
    else if (link !== undefined)
      parts.push(
        <a key={key} href={link} target="_blank" rel="noopener noreferrer" className="break-all text-info underline">
          {link}
        </a>,
      );
    from = found.index + whole.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** A text as WhatsApp shows it. */
export function WhatsAppText({ text }: { text: string }) {
  const blocks = text.split(/\n(?=> )|(?<=^> [^\n]*)\n/gm);
  return (
    <span className="whitespace-pre-wrap break-words">
      {blocks.map((block, at) =>
        block.startsWith("> ") ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <span key={at} className="my-0.5 block border-l-2 border-control pl-2 text-fg-2">
            {inline(block.slice(2))}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <Fragment key={at}>{inline(block)}</Fragment>
        ),
      )}
    </span>
  );
}
