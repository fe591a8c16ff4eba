import { Smile } from "lucide-react";
import { Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { IconButton } from "@/shared/ui";

const Emojis = lazily(() => import("./Emojis"), "Emojis");

/** The signs people use most; the system's own picker has the rest. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation("inbox");
  const id = useId();
  const [open, setOpen] = useState(false);
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
      <Suspense>{open && <Emojis id={id} onPick={onPick} onClose={() => setOpen(false)} />}</Suspense>
    </span>
  );
}
