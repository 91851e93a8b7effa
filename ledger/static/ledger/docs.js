/* Swagger UI has dark colours, but no eye for who wants them. */
const dark = matchMedia("(prefers-color-scheme: dark)");
const show = () => document.documentElement.classList.toggle("dark-mode", dark.matches);

dark.addEventListener("change", show);
show();
