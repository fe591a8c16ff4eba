import { Smile } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui";

const COMMON =
  "😀 😁 😂 🤣 😊 😉 😍 😘 🤔 😅 😢 😭 😡 😱 👍 👎 👏 🙏 💪 👋 🤝 👌 ✌️ ❤️ 💚 💙 💛 🎉 ✨ 🔥 ✅ ❌ ⚠️ ⏰ 📅 📎 📞 💬 📶 🛜 🖥️ 📱 🏠 🚗 💰 🧾 🔧 🔌".split(
    " ",
  );

/** The signs people use most; the system's own picker has the rest. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation("inbox");
  const id = useId();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector("button")?.focus();
    const away = (event: Event) => !box.current?.parentElement?.contains(event.target as Node) && setOpen(false);
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  return (
    <span className="relative">
      <IconButton
        label={t(($) => $.composer.emoji)}
        onPress={() => setOpen(!open)}
        aria-expanded={open}
        aria-controls={id}
      >
        <Smile aria-hidden />
      </IconButton>
      {open && (
        <div
          ref={box}
          id={id}
          role="dialog"
          aria-label={t(($) => $.composer.emoji)}
          tabIndex={-1}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            setOpen(false);
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
                setOpen(false);
              }}
              className="grid size-8 place-items-center rounded-chip text-lg hover:bg-surface-2"
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
