import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui";

/** A panel beside the drawing. */
export function SidePanel({
  title,
  end,
  onClose,
  children,
}: {
  title: ReactNode;
  end?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
        <h2 className="flex min-w-0 items-center gap-2 truncate text-base font-semibold text-fg">{title}</h2>
        <div className="ml-auto flex items-center gap-1">
          {end}
          <IconButton label={t(($) => $.close)} onPress={onClose}>
            <X aria-hidden />
          </IconButton>
        </div>
      </header>
      {children}
    </>
  );
}
