import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

const COMMON =
  "😀 😁 😂 🤣 😊 😉 😍 😘 🤔 😅 😢 😭 😡 😱 👍 👎 👏 🙏 💪 👋 🤝 👌 ✌️ ❤️ 💚 💙 💛 🎉 ✨ 🔥 ✅ ❌ ⚠️ ⏰ 📅 📎 📞 💬 📶 🛜 🖥️ 📱 🏠 🚗 💰 🧾 🔧 🔌".split(
    " ",
  );

type EmojisProps = { id: string; onPick: (emoji: string) => void; onClose: () => void };

/** Over the button that opens them: the focus goes in, and a press elsewhere closes them. */
export function Emojis({ id, onPick, onClose }: EmojisProps) {
  const { t } = useTranslation("inbox");
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    box.current?.querySelector("button")?.focus();
    const away = (event: Event) => !box.current?.parentElement?.contains(event.target as Node) && close.current();
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, []);
  return (
    <div
      ref={box}
      id={id}
      role="dialog"
      aria-label={t(($) => $.composer.emoji)}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
      className="absolute bottom-full left-0 z-10 mb-1 grid grid-cols-8 gap-0.5 rounded-node border border-line bg-surface p-2 shadow-e2"
    >
      {COMMON.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-label={emoji}
          onClick={() => {
            onPick(emoji);
            onClose();
          }}
          className="grid size-8 place-items-center rounded-chip text-lg hover:bg-surface-2"
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
