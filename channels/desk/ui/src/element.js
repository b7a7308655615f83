// The parts of Element Plus that the pages use, each with its style; nothing else of it is built in.
import "element-plus/es/components/alert/style/css.mjs";
import "element-plus/es/components/button/style/css.mjs";
import "element-plus/es/components/checkbox/style/css.mjs";
import "element-plus/es/components/checkbox-group/style/css.mjs";
import "element-plus/es/components/dialog/style/css.mjs";
import "element-plus/es/components/dropdown/style/css.mjs";
import "element-plus/es/components/dropdown-item/style/css.mjs";
import "element-plus/es/components/dropdown-menu/style/css.mjs";
import "element-plus/es/components/input/style/css.mjs";
import "element-plus/es/components/input-number/style/css.mjs";
import "element-plus/es/components/message/style/css.mjs";
import "element-plus/es/components/option/style/css.mjs";
import "element-plus/es/components/radio-button/style/css.mjs";
import "element-plus/es/components/radio-group/style/css.mjs";
import "element-plus/es/components/select/style/css.mjs";
import "element-plus/es/components/switch/style/css.mjs";

export { ElAlert } from "element-plus/es/components/alert/index.mjs";
export { ElButton } from "element-plus/es/components/button/index.mjs";
export { ElCheckbox, ElCheckboxGroup } from "element-plus/es/components/checkbox/index.mjs";
export { ElDialog } from "element-plus/es/components/dialog/index.mjs";
export { ElDropdown, ElDropdownItem, ElDropdownMenu } from "element-plus/es/components/dropdown/index.mjs";
export { ElInput } from "element-plus/es/components/input/index.mjs";
export { ElInputNumber } from "element-plus/es/components/input-number/index.mjs";
export { ElMessage } from "element-plus/es/components/message/index.mjs";
export { ElRadioButton, ElRadioGroup } from "element-plus/es/components/radio/index.mjs";
export { ElOption, ElSelect } from "element-plus/es/components/select/index.mjs";
export { ElSwitch } from "element-plus/es/components/switch/index.mjs";
