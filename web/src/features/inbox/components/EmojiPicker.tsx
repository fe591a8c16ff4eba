import { Smile } from "lucide-react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui";

const COMMON =
  "😀 😁 😂 🤣 😊 😉 😍 😘 🤔 😅 😢 😭 😡 😱 👍 👎 👏 🙏 💪 👋 🤝 👌 ✌️ ❤️ 💚 💙 💛 🎉 ✨ 🔥 ✅ ❌ ⚠️ ⏰ 📅 📎 📞 💬 📶 🛜 🖥️ 📱 🏠 🚗 💰 🧾 🔧 🔌".split(
    " ",
  );

export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation("inbox");
  return (
    <DialogTrigger>
      <IconButton label={t(($) => $.composer.emoji)}>
        <Smile aria-hidden />
      </IconButton>
      <Popover placement="top start" className="rounded-node border border-line bg-surface shadow-e2">
        <Dialog aria-label={t(($) => $.composer.emoji)} className="grid grid-cols-8 gap-0.5 p-2 outline-none">
          {({ close }) =>
            COMMON.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={emoji}
                onClick={() => {
                  onPick(emoji);
                  close();
                }}
                className="grid size-8 place-items-center rounded-chip text-lg hover:bg-surface-2"
              >
                {emoji}
              </button>
            ))
          }
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
